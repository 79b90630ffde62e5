#include "sim/engine/agenda.h"

#include <math.h>
#include <stdlib.h>

void agenda_finish(struct agenda *agenda)
{
    due_finish(&agenda->due);
    free(agenda->order);
    free(agenda->free);
    *agenda = (struct agenda){ 0 };
}

void agenda_add(struct agenda *agenda, double at, struct order order)
{
    uint32_t number;
    if (agenda->freed)
        number = agenda->free[--agenda->freed];
    else {
        if (++agenda->orders >= agenda->room) {
            agenda->room = agenda->room ? 2 * agenda->room : 64;
            agenda->order = reallocarray(agenda->order, agenda->room, sizeof *agenda->order);
            agenda->free = reallocarray(agenda->free, agenda->room, sizeof *agenda->free);
            if (!agenda->order || !agenda->free) abort();
        }
        number = agenda->orders;
    }
    agenda->order[number] = order;
    due_push(&agenda->due, at, number);
}

double agenda_next(const struct agenda *agenda)
{
    return agenda->due.size ? due_first(&agenda->due)->at : INFINITY;
}

struct order agenda_take(struct agenda *agenda)
{
    const uint32_t number = due_pop(&agenda->due);
    agenda->free[agenda->freed++] = number;
    return agenda->order[number];
}
