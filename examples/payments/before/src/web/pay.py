"""Handlers of /pay."""

from src.repositories import payments


def show(request, tenant):
    return payments.find(tenant, request.args["id"])


def pay(request, tenant):
    amount = int(request.form["amount"])
    if amount <= 0:
        raise ValueError("amount must be positive")
    return payments.create(tenant, amount)
