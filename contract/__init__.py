"""The contract as documents and types, made from wire's own types: AsyncAPI, OpenAPI, TypeScript, Python."""
