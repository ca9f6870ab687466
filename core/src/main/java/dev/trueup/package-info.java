/** Assembly only: wires adapters and verbs, and holds no logic. */
@NullMarked
package dev.trueup;

import org.jspecify.annotations.NullMarked;
