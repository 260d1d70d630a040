"""The only place that runs SQL; every query carries its tenant."""


def find(tenant, payment_id, cursor):
    cursor.execute("select * from payments where tenant = %s and id = %s", (tenant, payment_id))
    return cursor.fetchone()


def create(tenant, amount, cursor):
    cursor.execute("insert into payments (tenant, amount) values (%s, %s)", (tenant, amount))
