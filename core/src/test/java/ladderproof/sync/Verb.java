package ladderproof.sync;

import ladderproof.Assembly;
import ladderproof.webhook.Sibling;
import org.assertj.core.api.Assertions;

/** Wrong: knows its sibling, the assembly above, and a library. */
public final class Verb {

    public void act(Sibling sibling, Assembly assembly) {
        Assertions.assertThat(sibling).isNotEqualTo(assembly);
    }
}
