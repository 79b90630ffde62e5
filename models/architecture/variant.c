#include "models/architecture/variant.h"

#include <stdlib.h>
#include <string.h>

static void *copied(const void *array, size_t count, size_t size)
{
    void *copy = malloc((count ? count : 1) * size);
    if (!copy) abort();
    if (count) memcpy(copy, array, count * size);
    return copy;
}

static void double_machine(struct machine *m, enum resource_kind kind)
{
    switch (kind) {
    case RESOURCE_CPU: m->cores *= 2; break;
    case RESOURCE_SSD: m->ssd.iops *= 2; break;
    case RESOURCE_SSD_BANDWIDTH: m->ssd.bandwidth *= 2; break;
    case RESOURCE_NIC_OUT:
    case RESOURCE_NIC_IN: m->nic *= 2; break;
    case RESOURCE_RAM: m->ram *= 2; break;
    case RESOURCE_TOKENS:
    case RESOURCE_APPLIER:
    case RESOURCE_CONSUMERS:
    case RESOURCE_LOCKS:
    case RESOURCE_BROKER: break;
    }
}

static void double_tier(struct tier *t, enum resource_kind kind)
{
    if (kind == RESOURCE_BROKER)
        t->queueing.rate *= 2;
    else if (kind == RESOURCE_CONSUMERS)
        t->queueing.consumers *= 2;
    else if (kind == RESOURCE_APPLIER)
        t->database.replicas.serial = false;
    else if (kind == RESOURCE_LOCKS)
        t->database.rows *= 2;
    else if (t->kind == TIER_DATABASE)
        t->database.connections *= 2;
    else
        t->threads *= 2;
}

struct scenario *variant_doubled(const struct network *network, uint32_t resource)
{
    const struct scenario *s = network->scenario;
    const struct resource *r = &network->resource[resource];
    struct scenario *v = malloc(sizeof *v);
    if (!v) abort();
    *v = *s;
    /* Each host gets a machine of its own, so that doubling one host's leaves the others alone. */
    struct machine *machine = malloc((s->hosts ? s->hosts : 1) * sizeof *machine);
    struct host *host = copied(s->host, s->hosts, sizeof *host);
    struct tier *tier = copied(s->tier, s->tiers, sizeof *tier);
    if (!machine) abort();
    for (uint32_t h = 0; h < s->hosts; h++) {
        machine[h] = s->machine[s->host[h].machine];
        host[h].machine = h;
    }
    if (r->host != NETWORK_NONE)
        double_machine(&machine[r->host], r->kind);
    else
        double_tier(&tier[r->tier], r->kind);
    v->machine = machine;
    v->machines = s->hosts;
    v->host = host;
    v->tier = tier;
    return v;
}

void variant_destroy(struct scenario *v)
{
    if (!v) return;
    free((void *)v->machine);
    free((void *)v->host);
    free((void *)v->tier);
    free(v);
}
