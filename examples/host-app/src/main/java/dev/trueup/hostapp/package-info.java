/** A small but complete service that wires every adapter as a host application would. */
@NullMarked
package dev.trueup.hostapp;

import org.jspecify.annotations.NullMarked;
