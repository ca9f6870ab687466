/** The freshness protocol as pure functions over state, request and time: written once, obeyed by every adapter. */
@NullMarked
package dev.trueup.protocol;

import org.jspecify.annotations.NullMarked;
