from soske.base.urls import page
from soske.records import views
from soske.records.rules import sees_file

urlpatterns = [page("files/<int:pk>/", views.file_download, rule=sees_file, name="file_download")]
