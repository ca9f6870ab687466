/** The roles that adapters and host applications implement, each with at most five methods to write. */
@NullMarked
package dev.trueup.spi;

import org.jspecify.annotations.NullMarked;
