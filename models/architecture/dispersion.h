/*
 * How much arrivals vary in the long run: the index of dispersion for counts, lim Var N(t) / E N(t). Poisson
 * 1; a renewal process the squared cv of its gaps; a two-state MMPP after Heffes and Lucantoni, "A Markov
 * modulated characterization of packetized voice and data traffic", IEEE JSAC 4(6), 1986; batches as a
 * compound of these; of a trace, estimated from sums over stretches of it, which tell what its gaps have in
 * common.
 *
 * A pure function, thread safe.
 */
#ifndef KNEEWALL_MODELS_ARCHITECTURE_DISPERSION_H
#define KNEEWALL_MODELS_ARCHITECTURE_DISPERSION_H

#include "models/architecture/scenario.h"

/* Of an open load at `rate` requests a second, above 0; of a closed one 1, as nobody knows. */
double dispersion_of(const struct load *load, double rate);

/* Of the part that is taken at random from a flow of dispersion `whole`: `share` of it, 0 .. 1. */
double dispersion_thinned(double whole, double share);

#endif
