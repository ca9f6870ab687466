/** One program for each idea; all of them run offline. */
@NullMarked
package dev.trueup.examples;

import org.jspecify.annotations.NullMarked;
