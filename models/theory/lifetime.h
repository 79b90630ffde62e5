/*
 * lifetime: how long a key stays in a cache once it was fetched, when reads of it come at random (Poisson).
 *
 * A key goes when it was not read for `gap` seconds (the characteristic time of an LRU cache, che.h; a time
 * to live that reads renew), or `horizon` seconds after it came (a time to live from the fill; the
 * characteristic time of a FIFO cache), or at the first write, whichever is first. Between two stays the next
 * read brings it back, 1/read seconds later on average, so by renewal theory it is there with probability
 * L/(L + 1/read), L the mean stay; that is the hit ratio too, as Poisson arrivals see time averages.
 *
 * The mean is exact but where gap and horizon both are finite and gap < horizon: then the end by a gap, which
 * can come after `gap` seconds at the earliest, is taken to be exponential from there, with the mean that is
 * right without a horizon. Sources: Che, Tung, Wang 2002; Jung, Berger, Balakrishnan 2003; Fofack et al.
 * 2012. Seconds and events a second; thread safe.
 */
#ifndef MODELS_THEORY_LIFETIME_H
#define MODELS_THEORY_LIFETIME_H

struct lifetime {
    double read, write;  /* of the key; write 0: it is never taken out */
    double gap, horizon; /* INFINITY: no such end */
};

/* INFINITY where nothing ends it. */
double lifetime_mean(const struct lifetime *l);

/* How likely the key is there; 1 where it never goes, 0 where it is never read. */
double lifetime_presence(const struct lifetime *l);

#endif
