package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table<String> table = new Table<>();

    @Test
    void aListIsInTheOrderOfCreationWhateverTheOrderOfArrival() {
        put("b", 20, "all");
        put("c", 20, "all");
        put("a", 10, "all");

        assertThat(table.list("all").ids()).containsExactly("a", "b", "c");
        assertThat(table.position("all", "c")).isEqualTo(2);
        assertThat(table.list("all").firstAt(20)).isEqualTo(1);
        assertThat(table.list("all").firstAt(21)).isEqualTo(3);
    }

    @Test
    void aRowThatArrivesLateIsInOrderThoughTheListWasReadBefore() {
        put("c", 30, "all");
        assertThat(table.list("all").ids()).containsExactly("c");

        put("a", 10, "all");
        put("b", 20, "all");
        table.remove("c");

        assertThat(table.list("all").ids()).containsExactly("a", "b");
    }

    @Test
    void aChangedRowKeepsItsPlaceAndLeavesTheListsItIsNoLongerIn() {
        put("a", 10, "all", "old");
        put("b", 10, "all");

        put("a", 10, "all", "new");

        assertThat(table.list("all").ids()).containsExactly("a", "b");
        assertThat(table.list("old").size()).isZero();
        assertThat(table.list("new").ids()).containsExactly("a");
    }

    @Test
    void aRowWhoseTimeChangesMoves() {
        put("a", 10, "all");
        put("b", 20, "all");

        put("a", 30, "all");

        assertThat(table.list("all").ids()).containsExactly("b", "a");
        assertThat(table.rows("all")).isEqualTo(List.of("row of b", "row of a"));
    }

    @Test
    void aRemovedRowIsInNoListAndHasNoPosition() {
        put("a", 10, "all");

        table.remove("a");
        table.remove("never");

        assertThat(table.find("a")).isEmpty();
        assertThat(table.list("all").size()).isZero();
        assertThat(table.position("all", "a")).isEqualTo(-1);
    }

    private void put(String id, long createdAt, String... lists) {
        table.put(id, "row of " + id, createdAt, Set.of(lists));
    }
}
