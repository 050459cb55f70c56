"""A chat endpoint in the place of the rules: what the agent says and does is decided by a language model.

The engine uses `dialogue`, which asks the endpoint and falls back to the rules. The doctor and the evaluation
ask it themselves, by `client`.
"""
