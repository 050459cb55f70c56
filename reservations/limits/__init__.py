"""How often something may be done, in one place: `policy` says what is limited, `windows` counts."""
