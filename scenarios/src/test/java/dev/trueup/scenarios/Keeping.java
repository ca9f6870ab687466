package dev.trueup.scenarios;

import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testservers.PostgresServer;
import dev.trueup.testservers.RedisServer;
import java.util.UUID;

/** Where instances keep what they have beside the cache, which is always in Redis. */
enum Keeping {
    REDIS,
    POSTGRES;

    /** A place that nobody else has, on the servers that all tests share. */
    Place place(FakeClerk clerk, FakeStripe stripe) {
        Place place = Place.of(RedisServer.shared(), UUID.randomUUID().toString(), clerk, stripe);
        return this == REDIS ? place : place.with(PostgresServer.shared());
    }
}
