from soske.base.urls import page
from soske.demo import views
from soske.demo.rules import in_demo

urlpatterns = [page("demo/", views.roles, rule=in_demo, name="demo_roles")]
