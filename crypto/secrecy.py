"""What every secret of this package refuses: to be pickled or copied, because a copy goes where no rule reaches."""

from typing import Never


class Secret:
    """A secret that stays where it was made."""

    __slots__ = ()

    def __reduce__(self) -> Never:
        message = "a secret is neither pickled nor copied"
        raise TypeError(message)
