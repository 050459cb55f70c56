"""The toolbox over the Model Context Protocol, for partners' programs (docs/mcp.md)."""
