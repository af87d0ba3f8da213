from feedback.models.reviews import Rating, Review

__all__ = ["Rating", "Review"]
