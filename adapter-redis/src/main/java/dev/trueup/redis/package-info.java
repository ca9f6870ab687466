/** The customer cache in Redis, on Lettuce: standalone, sentinel and cluster. */
@NullMarked
package dev.trueup.redis;

import org.jspecify.annotations.NullMarked;
