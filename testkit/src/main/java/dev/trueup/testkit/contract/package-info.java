/** What every implementation of a role has to do, as suites for JUnit to be extended by the author of an adapter. */
@NullMarked
package dev.trueup.testkit.contract;

import org.jspecify.annotations.NullMarked;
