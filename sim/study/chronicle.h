/* chronicle: what an episode has noted, in words, in order of time. Pure, thread safe. */
#ifndef KNEEWALL_STUDY_CHRONICLE_H
#define KNEEWALL_STUDY_CHRONICLE_H

#include "sim/study/episode.h"
#include "sim/study/timeline.h"

/* Allocates `*event`, the caller's to free; returns how many. */
uint32_t chronicle_write(const struct network *network, const struct note *note, uint32_t notes,
                         struct timeline_event **event);

#endif
