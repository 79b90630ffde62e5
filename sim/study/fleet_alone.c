/* A fleet without MPI: one process. */
#include "sim/study/fleet.h"

#include "sim/study/fleet_launch.h"

#include <unistd.h>

bool fleet_begin(void)
{
    return fleet_launched() <= 1;
}

void fleet_end(void) {}

uint32_t fleet_size(void)
{
    return 1;
}

uint32_t fleet_own(void)
{
    return 0;
}

uint32_t fleet_processors(void)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (uint32_t)processors : 1;
}

void fleet_share_input(void) {}

bool fleet_agree(uint64_t value)
{
    (void)value;
    return true;
}

struct fleet_mail *fleet_mail_create(void)
{
    return NULL;
}

void fleet_mail_destroy(struct fleet_mail *mail)
{
    (void)mail;
}

void fleet_mail_send(struct fleet_mail *mail, uint64_t name, uint32_t to, const struct parcel *parcel)
{
    (void)mail, (void)name, (void)to, (void)parcel;
}

void fleet_mail_poll(struct fleet_mail *mail)
{
    (void)mail;
}

bool fleet_mail_take(struct fleet_mail *mail, uint64_t name, uint32_t from, struct parcel *parcel)
{
    (void)mail, (void)name, (void)from, (void)parcel;
    return false;
}
