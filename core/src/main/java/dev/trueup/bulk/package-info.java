/** Verbs over many customers at once: rebuild, catch up, verify, repair, refresh. */
@NullMarked
package dev.trueup.bulk;

import org.jspecify.annotations.NullMarked;
