/** Users, read from Clerk through Clerk's own SDK. */
@NullMarked
package dev.trueup.clerk;

import org.jspecify.annotations.NullMarked;
