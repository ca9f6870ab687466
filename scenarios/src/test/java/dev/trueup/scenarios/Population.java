package dev.trueup.scenarios;

import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;

/** Many users with a customer and a subscription each, who came one after the other over three years. */
record Population(FakeClerk clerk, FakeStripe stripe, int size) {

    private static final Duration AGE = Duration.ofDays(3 * 365);

    /** Creates all of them, the last one a moment ago. */
    static Population of(FakeClerk clerk, FakeStripe stripe, int size) {
        return of(clerk, stripe, size, Instant.now());
    }

    /** Creates all of them, the last one shortly before a time. */
    static Population of(FakeClerk clerk, FakeStripe stripe, int size, Instant until) {
        Population population = new Population(clerk, stripe, size);
        stripe.createPrice(it -> it.id("price_pro"));
        for (int i = 0; i < size; i++) {
            population.create(i, until.minus(AGE.multipliedBy(size - i).dividedBy(size + 1)));
        }
        return population;
    }

    static String user(int number) {
        return "user_2pGmN0vXcQwErTyUiOpAs" + number;
    }

    static String customer(int number) {
        return "cus_PqRsTuVw" + number;
    }

    static String subscription(int number) {
        return "sub_1PqRsTuVwXyZaBcDeFgH" + number;
    }

    /** One more. */
    void create(int number, Instant at) {
        clerk.createUser(it -> it.id(user(number))
                .email("person" + number + "@example.com")
                .firstName("Person")
                .lastName("Number " + number)
                .createdAt(at));
        stripe.createCustomer(it -> it.id(customer(number))
                .email("person" + number + "@example.com")
                .name("Person Number " + number)
                .userId(user(number))
                .created(at));
        stripe.createSubscription(customer(number), it -> it.id(subscription(number))
                .price("price_pro")
                .status("active")
                .created(at.plusSeconds(60)));
    }
}
