#include "models/part/quorum.h"

#include <assert.h>

/* The indices of the k smallest, in ascending order: insertion into a short list. */
static void smallest(const double *value, uint32_t n, uint32_t k, uint32_t *index)
{
    assert(k && k <= n && n <= QUORUM_COPIES);
    uint32_t have = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (have == k && value[i] >= value[index[k - 1]]) continue;
        uint32_t at = have < k ? have++ : k - 1;
        for (; at && value[index[at - 1]] > value[i]; at--) index[at] = index[at - 1];
        index[at] = i;
    }
}

double quorum_kth(const double *value, uint32_t n, uint32_t k)
{
    uint32_t index[QUORUM_COPIES];
    smallest(value, n, k, index);
    return value[index[k - 1]];
}

uint64_t quorum_first(const double *value, uint32_t n, uint32_t k)
{
    uint32_t index[QUORUM_COPIES];
    uint64_t first = 0;
    smallest(value, n, k, index);
    for (uint32_t i = 0; i < k; i++) first |= (uint64_t)1 << index[i];
    return first;
}

/* Floyd's sample (Bentley and Floyd, CACM 30(9), 1987). */
uint64_t quorum_any(uint32_t n, uint32_t k, struct stream *stream)
{
    assert(k <= n && n <= QUORUM_COPIES);
    uint64_t set = 0;
    for (uint32_t i = n - k; i < n; i++) {
        const uint64_t drawn = (uint64_t)1 << stream_below(stream, i + 1);
        set |= set & drawn ? (uint64_t)1 << i : drawn;
    }
    return set;
}

double quorum_stale(const struct quorum *quorum)
{
    double p = 1;
    for (uint32_t i = 0; i < quorum->read; i++) {
        if (quorum->copies < quorum->write + i + 1) return 0;
        p *= (double)(quorum->copies - quorum->write - i) / (quorum->copies - i);
    }
    return p;
}

struct quorum_outcome quorum_wars(const struct quorum *quorum, const double *write, const double *ack,
                                  const double *read, const double *answer)
{
    const uint32_t n = quorum->copies;
    double wrote[QUORUM_COPIES], answered[QUORUM_COPIES];
    uint32_t responder[QUORUM_COPIES];
    for (uint32_t i = 0; i < n; i++) {
        wrote[i] = write[i] + ack[i];
        answered[i] = read[i] + answer[i];
    }
    smallest(answered, n, quorum->read, responder);
    struct quorum_outcome outcome = { .write_latency = quorum_kth(wrote, n, quorum->write),
                                      .read_latency = answered[responder[quorum->read - 1]] };
    /* The first of those who answer in time to have the write when the read arrives. */
    for (uint32_t k = 0; k < quorum->read; k++) {
        const double late = write[responder[k]] - outcome.write_latency - read[responder[k]];
        if (k == 0 || late < outcome.visible) outcome.visible = late;
    }
    if (outcome.visible < 0) outcome.visible = 0;
    return outcome;
}
