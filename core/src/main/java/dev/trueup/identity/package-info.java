/** Who is whose customer: found, created and linked, never guessed. */
@NullMarked
package dev.trueup.identity;

import org.jspecify.annotations.NullMarked;
