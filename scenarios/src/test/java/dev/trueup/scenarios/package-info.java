/** Tests of the whole house: real adapters, real HTTP, a real Redis. */
@NullMarked
package dev.trueup.scenarios;

import org.jspecify.annotations.NullMarked;
