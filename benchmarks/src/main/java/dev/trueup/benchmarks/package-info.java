/** Figures that matter, each with its limit and the plain way beside it, measured in one interleaved run. */
@NullMarked
package dev.trueup.benchmarks;

import org.jspecify.annotations.NullMarked;
