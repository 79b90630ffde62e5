/*
 * A fleet over MPI. A parcel is one message, its name in front. Which one comes next is not known, so
 * messages are taken as they come and lie in a list, in the order in which they were sent, until somebody
 * asks.
 *
 * Only the main thread calls MPI, and it never waits there but at the beginning and at the end: between two
 * pieces of simulation it looks for what has come.
 */
#include "sim/study/fleet.h"

#include "sim/study/fleet_launch.h"

#include <mpi.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_up(void)
{
    int begun, ended;
    MPI_Initialized(&begun);
    MPI_Finalized(&ended);
    return begun && !ended;
}

/* mpirun ends a fleet that has lost a process: say so, since nothing else is said or written. */
static void ended(int signal)
{
    static const char line[] =
        "kneewall: mpirun has ended the study, as it does when one of its processes dies; "
        "there is no result\n";
    (void)signal;
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0) _exit(2);
    _exit(1);
}

bool fleet_begin(void)
{
    int provided, size, own;
    const long launched = fleet_launched();
    if (launched <= 1) return true; /* MPI alone costs a third of a second */
    sigset_t interrupt, before;     /* is not for MPI's own threads, which inherit the mask */
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, &before);
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    atexit(fleet_end);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Comm_rank(MPI_COMM_WORLD, &own);
    setenv("NO_COLOR", "1", 0); /* what mpirun reads looks like a terminal */
    if (own == 0)
        signal(SIGTERM, ended);
    else if (!freopen("/dev/null", "w", stdout))
        return false;
    return size == launched && provided >= MPI_THREAD_FUNNELED;
}

void fleet_end(void)
{
    if (!is_up()) return;
    signal(SIGTERM, SIG_DFL);
    MPI_Finalize();
}

uint32_t fleet_size(void)
{
    int size = 1;
    if (is_up()) MPI_Comm_size(MPI_COMM_WORLD, &size);
    return (uint32_t)size;
}

uint32_t fleet_own(void)
{
    int own = 0;
    if (is_up()) MPI_Comm_rank(MPI_COMM_WORLD, &own);
    return (uint32_t)own;
}

/* Its part of the machine, or what mpirun has bound it to where that is less. */
uint32_t fleet_processors(void)
{
    long share = sysconf(_SC_NPROCESSORS_ONLN);
    if (is_up()) {
        MPI_Comm machine;
        int here;
        cpu_set_t bound;
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
        MPI_Comm_size(machine, &here);
        MPI_Comm_free(&machine);
        share /= here;
        if (sched_getaffinity(0, sizeof bound, &bound) == 0 && CPU_COUNT(&bound) < share)
            share = CPU_COUNT(&bound);
    }
    return share > 1 ? (uint32_t)share : 1;
}

/* Standard input is a file from here on, the same for all. */
void fleet_share_input(void)
{
    if (fleet_size() == 1) return;
    enum { BLOCK = 1 << 16 };
    static char block[BLOCK];
    FILE *copy = tmpfile();
    if (!copy) abort();
    unsigned long length;
    do {
        length = fleet_own() == 0 ? fread(block, 1, BLOCK, stdin) : 0;
        MPI_Bcast(&length, 1, MPI_UNSIGNED_LONG, 0, MPI_COMM_WORLD);
        MPI_Bcast(block, (int)length, MPI_BYTE, 0, MPI_COMM_WORLD);
        if (fwrite(block, 1, length, copy) != length) abort();
    } while (length > 0);
    rewind(copy);
    if (dup2(fileno(copy), STDIN_FILENO) < 0) abort();
    fclose(copy);
    clearerr(stdin);
}

bool fleet_agree(uint64_t value)
{
    if (!is_up()) return true;
    uint64_t first = value;
    MPI_Bcast(&first, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
    int same = value == first, all;
    MPI_Allreduce(&same, &all, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
    return all;
}

struct letter {
    struct parcel parcel; /* its first bytes are the name */
    uint32_t from;
    int is_here;
    MPI_Request request;
    struct letter *next;
};

struct sending {
    struct parcel parcel;
    MPI_Request request;
    struct sending *next;
};

struct fleet_mail {
    struct letter *letters; /* in order of sending, for each sender */
    struct sending *sendings;
};

struct fleet_mail *fleet_mail_create(void)
{
    if (fleet_size() == 1) return NULL;
    struct fleet_mail *mail = calloc(1, sizeof *mail);
    if (!mail) abort();
    return mail;
}

void fleet_mail_destroy(struct fleet_mail *mail)
{
    if (!mail) return;
    while (mail->sendings) fleet_mail_poll(mail);
    free(mail);
}

void fleet_mail_send(struct fleet_mail *mail, uint64_t name, uint32_t to, const struct parcel *parcel)
{
    struct sending *s = calloc(1, sizeof *s);
    if (!s) abort();
    parcel_carry(&s->parcel, &name, sizeof name);
    parcel_carry(&s->parcel, parcel->bytes, parcel->size);
    MPI_Isend(s->parcel.bytes, (int)s->parcel.size, MPI_BYTE, (int)to, 0, MPI_COMM_WORLD, &s->request);
    s->next = mail->sendings;
    mail->sendings = s;
}

static void forget_what_arrived(struct fleet_mail *mail)
{
    struct sending **at = &mail->sendings;
    while (*at) {
        struct sending *s = *at;
        int arrived;
        MPI_Test(&s->request, &arrived, MPI_STATUS_IGNORE);
        if (!arrived) {
            at = &s->next;
            continue;
        }
        *at = s->next;
        parcel_finish(&s->parcel);
        free(s);
    }
}

/* Begins to take the next message. False: none has been sent. */
static bool open_letter(struct letter **end)
{
    int found, size;
    MPI_Message message;
    MPI_Status status;
    MPI_Improbe(MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &found, &message, &status);
    if (!found) return false;
    MPI_Get_count(&status, MPI_BYTE, &size);
    struct letter *letter = calloc(1, sizeof *letter);
    if (!letter) abort();
    letter->from = (uint32_t)status.MPI_SOURCE;
    letter->parcel = (struct parcel){ .bytes = malloc((size_t)size), .size = (size_t)size, .reading = true };
    if (!letter->parcel.bytes) abort();
    MPI_Imrecv(letter->parcel.bytes, size, MPI_BYTE, &message, &letter->request);
    *end = letter;
    return true;
}

void fleet_mail_poll(struct fleet_mail *mail)
{
    forget_what_arrived(mail);
    struct letter **end = &mail->letters;
    for (; *end; end = &(*end)->next)
        if (!(*end)->is_here) MPI_Test(&(*end)->request, &(*end)->is_here, MPI_STATUS_IGNORE);
    while (open_letter(end)) end = &(*end)->next;
}

bool fleet_mail_take(struct fleet_mail *mail, uint64_t name, uint32_t from, struct parcel *parcel)
{
    for (struct letter **at = &mail->letters; *at; at = &(*at)->next) {
        struct letter *letter = *at;
        if (letter->from != from) continue;
        if (!letter->is_here) return false; /* its name is not known yet */
        uint64_t found;
        memcpy(&found, letter->parcel.bytes, sizeof found);
        if (found != name) continue;
        *at = letter->next;
        *parcel = letter->parcel;
        parcel->at = sizeof found;
        free(letter);
        return true;
    }
    return false;
}
