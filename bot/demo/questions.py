"""What the people of the demo ask and answer; `story.py` makes it happen.

Written for this demo, about nobody. Respectful, no methods, no diagnoses (peer support only).
"""

from bot.demo.parts import (
    JUST_NOW,
    THIS_HOUR,
    THREE_DAYS,
    YESTERDAY,
    AnswerPart,
    CommentPart,
    QuestionPart,
)

CATEGORIES = {
    "Relationships": "Partners, dating, breaking up, staying together",
    "Family": "Parents, children, siblings and everybody at the table",
    "Anxiety & low mood": "Worry, panic, heavy days and getting through them",
    "Psychotherapy": "Finding a therapist, first sessions, how it goes",
    "Work & study": "Colleagues, exams, burnout, balance",
    "Self-esteem": "Being kinder to oneself",
}

QUESTIONS: tuple[QuestionPart, ...] = (
    QuestionPart(
        "daniel",
        THREE_DAYS,
        "Work & study",
        "Is it normal to dread Monday from Saturday lunchtime on?",
        "I like my colleagues and the work itself is fine, but by Saturday afternoon my stomach is"
        " already in knots about the week.\n\nDoes anybody know a way to get the second half of"
        " the weekend back?",
        up=4,
        answers=(
            AnswerPart(
                "ines",
                THREE_DAYS,
                "What helped me was a five-minute list on Friday, before I close the laptop: what"
                " is open, and what can wait until Tuesday. The worry had somewhere to live that"
                " wasn’t my Sunday.",
                up=5,
                is_best=True,
            ),
            AnswerPart(
                "tomas",
                YESTERDAY,
                "I put something small and nice into Monday morning, a good coffee on the way and"
                " ten minutes on a bench. It sounds silly, but Monday stopped being only Monday.",
                up=2,
            ),
        ),
        tags="weekend",
    ),
    QuestionPart(
        "leon",
        THREE_DAYS,
        "Self-esteem",
        "Which app gives the best score for how likeable I am?",
        "I have tried three of them and every one says something different. I’d like one number"
        " that I can trust.",
        down=2,
        answers=(
            AnswerPart(
                "priya",
                THREE_DAYS,
                "I don’t think any app can know that, and I’m sorry if a number made you feel"
                " small. Who are the people you laugh with? They would be my first measure.",
                up=6,
            ),
        ),
        closed="No app can measure that; see the answer",
    ),
    QuestionPart(
        "aisha",
        YESTERDAY,
        "Psychotherapy",
        "What should I expect from a first therapy session?",
        "After a year of putting it off I have an appointment on Thursday. I keep rehearsing what"
        " to say, and then I think I’ll waste the hour because nothing about me is bad enough.\n\n"
        "What happens in a first session? Do I have to have a story ready, and is it all right"
        " to say that I’m nervous?",
        up=13,
        answers=(
            AnswerPart(
                "priya",
                YESTERDAY,
                "Saying “I’m nervous and I don’t know where to start” is a wonderful start. Mine"
                " smiled and said that nearly everybody begins like that.\n\nMostly she asked"
                " questions: what brought me, how I sleep, who is around me. I didn’t need a story,"
                " and nothing has to be bad enough. You are allowed to want things to be easier.",
                up=9,
                is_best=True,
                comments=(
                    CommentPart("aisha", "Thank you. I’ll take exactly that sentence along."),
                    CommentPart("priya", "I’m glad! Tell us how it went, if you like."),
                ),
            ),
            AnswerPart(
                "tomas",
                YESTERDAY,
                "Two practical things: write three words on a card, in case your mind goes blank,"
                " and plan half an hour for yourself afterwards. And it is your choice too: if you"
                " don’t feel at ease after a few sessions, you may look for somebody else.",
                up=5,
            ),
            AnswerPart(
                "daniel",
                THIS_HOUR,
                "I forgot everything that I had rehearsed and it went well all the same. Good luck"
                " on Thursday!",
                up=3,
            ),
        ),
        is_notified=True,
        tags="therapy first-session",
    ),
    QuestionPart(
        "ines",
        YESTERDAY,
        "Family",
        "How do I tell my mother that I won’t come home for the holidays?",
        "For the first time I’d like to spend them with my partner and our friends. My mother has"
        " already bought the tickets for the concert we always go to.\n\nI love her, and I can"
        " hear her silence on the phone before I have even called.",
        up=7,
        answers=(
            AnswerPart(
                "aisha",
                THIS_HOUR,
                "Call early, and bring something along: “I won’t be there on the 24th, and I’d love"
                " to have you here in January, just the two of us.” A no is easier to hear with a"
                " date next to it.",
                up=8,
            ),
            AnswerPart(
                "rowan",
                THIS_HOUR,
                "Her being sad doesn’t mean that you did something wrong. Both can be true: she"
                " misses you, and you are grown up.",
                up=4,
            ),
        ),
        comments=(CommentPart("maya", "I know that silence well. You’re not alone."),),
        tags="holidays boundaries",
    ),
    QuestionPart(
        "tomas",
        YESTERDAY,
        "Relationships",
        "How do we stop having the same argument about the dishes?",
        "It starts with a plate and ends with who cares more about this flat. We are both tired"
        " in the evening and both sure that we do more.\n\nHas anybody found a way out that isn’t"
        " a chart on the fridge?",
        up=3,
        answers=(
            AnswerPart(
                "ines",
                THIS_HOUR,
                "We moved the conversation to Saturday breakfast. Whatever happens in the evening,"
                " nobody discusses it before then. Half of it has evaporated by Saturday.",
                up=4,
            ),
        ),
    ),
    QuestionPart(
        "leon",
        THIS_HOUR,
        "Anxiety & low mood",
        "My heart races on crowded trains. How do you get through it?",
        "My doctor says that my heart is healthy. Still, as soon as the doors close I count the"
        " stops until I may get out.\n\nI don’t want to give up the job that is at the other end"
        " of the line. What do you do in that moment?",
        up=9,
        answers=(
            AnswerPart(
                "tomas",
                THIS_HOUR,
                "I breathe out for longer than I breathe in, four counts in and six out, and look"
                " for five blue things in the carriage. It doesn’t make it vanish, but it gives me"
                " something to do until the wave has passed. It always does pass.",
                up=7,
            ),
            AnswerPart(
                "aisha",
                JUST_NOW,
                "For me it got better by going on in small steps: first one stop, then two, with a"
                " friend on the phone. My therapist called it practising, not testing.",
                up=2,
            ),
        ),
        is_anonymous=True,
        is_notified=True,
        tags="panic commuting",
    ),
    QuestionPart(
        "priya",
        THIS_HOUR,
        "Self-esteem",
        "How do I accept a compliment without arguing against it?",
        "Somebody says that I did something well and I explain at once why it was luck. I notice"
        " it while I’m doing it.\n\nI’d like to be able to just say thank you.",
        up=6,
        answers=(
            AnswerPart(
                "daniel",
                THIS_HOUR,
                "“Thank you, that’s good to hear.” I practised that one sentence like a line in a"
                " play. The feeling came about three months after the words.",
                up=6,
            ),
        ),
        added="Edit: thank you all. I said it today, and nothing terrible happened.",
    ),
    QuestionPart(
        "rowan",
        THIS_HOUR,
        "Family",
        "How do you look after yourself while caring for a parent?",
        "My father is home from hospital and I’m there every evening. I do it gladly, and I have"
        " not read a book or met a friend in six weeks.\n\nHow do you find the line between being"
        " there and disappearing?",
        up=5,
        answers=(
            AnswerPart(
                "priya",
                JUST_NOW,
                "One evening a week that is not up for discussion, and a neighbour or a service for"
                " exactly that evening. I felt guilty for three weeks, and then my father said that"
                " I was better company.",
                up=3,
            ),
        ),
        tags="caregiving",
    ),
    QuestionPart(
        "maya",
        THIS_HOUR,
        "Relationships",
        "We moved in together and I miss being alone. Is that a bad sign?",
        "I love him, and we chose this flat together. But I have not had an evening by myself in"
        " five weeks, and I catch myself staying longer at work just for the quiet.\n\nHow do I ask"
        " for time alone without it sounding like “I want less of you”?",
        up=4,
        answers=(
            AnswerPart(
                "tomas",
                JUST_NOW,
                "Not a bad sign at all. We have a “parallel evening” every Tuesday: two rooms, two"
                " pairs of headphones, dinner whenever. I asked for it with: “I want to miss you a"
                " little again.” She laughed and said: me too.",
                up=3,
            ),
        ),
        is_notified=True,
        tags="moving-in time-alone",
    ),
    QuestionPart(
        "aisha",
        JUST_NOW,
        "Work & study",
        "How do I get back to studying after a semester off?",
        "I took a break because everything had become too much. Now the dates are on the door again"
        " and I’m ashamed to meet people who are two courses ahead.\n\nDid anybody come back after"
        " a longer pause? What was the first week like?",
        up=2,
        tags="university",
    ),
    QuestionPart(
        "daniel",
        JUST_NOW,
        "Anxiety & low mood",
        "What helps you on days when everything feels grey?",
        "Nothing has happened. I get up, I work, I answer messages, and it’s as if somebody had"
        " turned the colour down.\n\nI’m going to talk to my doctor about it next week. Until then"
        " I’d be glad about small things that have helped you.",
        up=3,
        is_notified=True,
    ),
    QuestionPart(
        "ines",
        JUST_NOW,
        "Psychotherapy",
        "Can I change my therapist without hurting her feelings?",
        "She is kind and punctual, and after eight sessions I still choose my words so that she"
        " won’t be disappointed in me. A friend says that this would be worth talking about, with"
        " her.\n\nHow do you say such a thing, or may one simply stop?",
        up=1,
        follows=("What should I expect from a first therapy session?", "tomas"),
    ),
)
