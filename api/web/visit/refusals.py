"""What a page refuses to a visitor whom it is not for."""


class OfficersOnly(Exception):
    """The page is an officer's, and an administrator reads no tips."""


class AdministratorsOnly(Exception):
    """The page is an administrator's."""
