"""Every secret of the package stays where it was made."""

import copy
import pickle

import pytest

from crypto.receipts import Receipt
from crypto.secrecy import Secret
from crypto.tokens import Token
from tests.crypto.samples import KEY, SEED
from tests.crypto.tampering import each

SECRETS = {"key": KEY, "seed": SEED, "receipt": Receipt.mint(), "token": Token.generate()}


@each("secret", SECRETS)
def test_a_secret_is_refused_when_it_is_pickled_or_copied(secret: Secret) -> None:
    for move in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="neither pickled nor copied"):
            move(secret)
