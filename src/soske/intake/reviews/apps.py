from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "soske.intake.reviews"
    label = "reviews"
