/** Counts and times what Trueup does, for Micrometer's registries. */
@NullMarked
package dev.trueup.micrometer;

import org.jspecify.annotations.NullMarked;
