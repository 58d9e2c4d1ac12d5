"""Files of data: functions that take a queryset and yield; they know nothing of HTTP."""
