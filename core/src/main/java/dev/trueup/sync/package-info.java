/** The verbs that keep copies in step: check, load and refresh. */
@NullMarked
package dev.trueup.sync;

import org.jspecify.annotations.NullMarked;
