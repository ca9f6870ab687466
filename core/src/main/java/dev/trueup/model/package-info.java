/** The nouns of Trueup: validated, immutable records that know nothing of the roles and verbs above them. */
@NullMarked
package dev.trueup.model;

import org.jspecify.annotations.NullMarked;
