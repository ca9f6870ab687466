/** The verbs that tell how well the others do. */
@NullMarked
package dev.trueup.insight;

import org.jspecify.annotations.NullMarked;
