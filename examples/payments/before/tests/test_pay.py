import pytest

from src.web import pay


def test_rejects_negative_amounts(request_with):
    with pytest.raises(ValueError):
        pay.pay(request_with(amount=-1), tenant="t1")


def test_creates_a_payment(request_with, created):
    pay.pay(request_with(amount=5), tenant="t1")
    assert created == [("t1", 5)]
