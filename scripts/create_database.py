"""Create a PostgreSQL database unless it is there. Usage: python -m scripts.create_database ADMIN_URL NAME"""

import asyncio
import sys

import asyncpg


async def main(url: str, name: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
