/** A customer cache in the memory of one process, and the fallback for the time when a remote cache is away. */
@NullMarked
package dev.trueup.memory;

import org.jspecify.annotations.NullMarked;
