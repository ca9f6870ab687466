package dev.trueup.scenarios;

import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which pages the fakes were asked for, since their calls were last cleared. Thread-safe. */
record PagesAsked(FakeStripe stripe, FakeClerk clerk) {

    /** How often each page was asked for, by where it begins. */
    Map<String, Integer> times() {
        Map<String, Integer> asked = new HashMap<>();
        Stream.concat(stripe.calls().of("GET", "/v1/").stream(), clerk.calls().of("GET", "/v1/").stream())
                .forEach(call -> asked.merge(beginning(call), 1, Integer::sum));
        return asked;
    }

    /** How many were asked for again. */
    int repeated() {
        return times().values().stream().mapToInt(it -> it - 1).sum();
    }

    int calls() {
        return stripe.calls().count() + clerk.calls().count();
    }

    void clear() {
        stripe.calls().clear();
        clerk.calls().clear();
    }

    private static String beginning(Call call) {
        Map<String, List<String>> query = call.query();
        return Stream.of("starting_after", "created[lt]", "offset")
                .filter(query::containsKey)
                .findFirst()
                .map(it -> call.path() + " " + it + " " + query.get(it))
                .orElse(call.path());
    }
}
