/** Real Redis servers and a faulty network, for this project's own tests. */
@NullMarked
package dev.trueup.testservers;

import org.jspecify.annotations.NullMarked;
