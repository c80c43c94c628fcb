"""Reads iCalendar from standard input with python3-icalendar; prints its events, and the calendar as it writes it again."""
import datetime
import json
import sys

import icalendar

calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())


def utc(event, name):
    return event[name].dt.astimezone(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def people(event):
    found = event.get('attendee', [])
    return [
        {'address': str(one), 'name': one.params['CN'], 'role': one.params['ROLE']}
        for one in (found if isinstance(found, list) else [found])
    ]


def reminders(event):
    return [int(alarm['trigger'].dt.total_seconds()) for alarm in event.walk('VALARM')]


events = [
    {
        'uid': str(event['uid']),
        'start': utc(event, 'dtstart'),
        'end': utc(event, 'dtend'),
        'title': str(event['summary']),
        'note': str(event.get('description', '')),
        'status': str(event['status']),
        'sequence': int(event['sequence']),
        'organizer': str(event.get('organizer', '')),
        'people': people(event),
        'reminders': reminders(event),
    }
    for event in calendar.walk('VEVENT')
]
json.dump({'events': events, 'again': calendar.to_ical().decode('utf-8')}, sys.stdout)
