from soske.base.urls import page
from soske.workbench.plans import views, views_papers, views_rows, views_section
from soske.workbench.plans.rules import comments_plan, in_team, reads_plan, writes_plan

PLAN = "academies/<slug:slug>/plans/<int:group>/"
SECTION = f"{PLAN}<str:code>/"

urlpatterns = [
    page("academies/<slug:slug>/plan/", views.own_plan, rule=in_team, name="own_plan"),
    page(PLAN, views.plan, rule=reads_plan, name="plan"),
    page(f"{PLAN}paper/<str:kind>/", views_papers.plan_paper, rule=reads_plan, name="plan_paper"),
    page(SECTION, views_section.plan_section, rule=reads_plan, name="plan_section"),
    page(f"{SECTION}write/", views_section.plan_write, rule=writes_plan, name="plan_write"),
    page(f"{SECTION}answer/", views_section.plan_answer, rule=writes_plan, name="plan_answer"),
    page(f"{SECTION}present/", views_section.plan_present, rule=writes_plan, name="plan_present"),
    page(f"{SECTION}history/<str:part>/", views_section.plan_history, rule=writes_plan, name="plan_history"),
    page(f"{SECTION}rows/", views_rows.plan_row_add, rule=writes_plan, name="plan_row_add"),
    page(f"{SECTION}rows/<int:pk>/", views_rows.plan_row, rule=writes_plan, name="plan_row"),
    page(f"{SECTION}comments/", views_rows.plan_comment, rule=comments_plan, name="plan_comment"),
]
