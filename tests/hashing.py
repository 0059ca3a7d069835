"""Argon2id, as it is shipped and as most tests have it: of the processor it takes people's log-ins a fifth of a second each, on
purpose, and the suite has a thousand of them."""

from argon2 import PasswordHasher

from actions import passwords

SHIPPED = passwords.hasher
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def use(hasher: PasswordHasher) -> None:
    passwords.hasher = hasher
    passwords.nobodys_hash.cache_clear()
