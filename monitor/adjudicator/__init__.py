"""The optional adjudicator: an endpoint that speaks the OpenAI way, and the book in which its opinions are kept."""
