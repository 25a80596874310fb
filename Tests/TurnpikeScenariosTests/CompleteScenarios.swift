/// Scenarios that touch all of the sample and notice every change of it.
let completeScenarios = """
    process: sample
    scenarios:
      - name: An inbound lead begins as a lead
        do: [{open: {source: inbound}}]
        expect: {stage: lead, hooks: [crm upsert]}
      - name: Everything else begins open
        do: [{open: {source: outbound}}]
        expect: {stage: open}
      - name: A lead is opened by a manager or a rep
        given: {stage: lead}
        do:
          - {move: open, as: legal, expect: {refused: [open.by]}}
          - {move: open, as: rep}
        expect: {stage: open}
      - name: No offer without what is known
        given: {stage: open, amount: 5000 EUR}
        do:
          - {move: offer, expect: {refused: [known.needs.budget, known.needs.need, known.done.call, known.check.covers]}}
          - {done: call, outcome: not_now, with: {need: more speed, budget: 3999 EUR}}
          - {move: offer, expect: {refused: [known.done.call, known.check.covers]}}
          - {done: call, outcome: interested, as: legal, expect: {refused: [call.by]}}
          - {done: call, outcome: interested}
          - {set: {budget: 4000 EUR, source: outbound}}
          - {move: offer, expect: {warned: [known.check.is_inbound]}}
        expect: {stage: offer, hooks: [notify]}
      - name: An inbound deal is not warned about
        given: {stage: open, amount: 500 EUR, budget: 500 EUR, need: x, source: inbound, done: [{call: interested}]}
        do: [{move: offer}]
        expect: {stage: offer, warned: [], hooks: []}
      - name: Of a thousand nobody is told
        given: {stage: open, amount: 1000 EUR, budget: 1000 EUR, need: x, source: inbound, done: [{call: interested}]}
        do: [{move: offer}]
        expect: {hooks: []}
      - name: The budget falls short by a little
        given: {stage: open, amount: 5000 EUR, budget: 3999 EUR, need: x, done: [{call: interested}]}
        do: [{move: offer}]
        expect: {refused: [known.check.covers]}
      - name: Nobody answers
        given: {stage: open}
        do: [{done: call, outcome: no_answer}]
        expect: {open: [call]}
      - name: An offer is reviewed before it is won
        given: {stage: offer, amount: 5000 EUR}
        do:
          - {move: won, expect: {refused: [reviewed.done.review]}}
          - {done: review, evidence: a.pdf, as: rep, expect: {refused: [review.by]}}
          - {done: review, evidence: a.pdf, as: legal}
          - {move: won, as: manager, expect: {refused: [won.by]}}
          - {move: won, as: rep}
        expect: {stage: won, hooks: ["crm close", "notify #wins"]}
      - name: A large discount on a small deal is confirmed
        given: {stage: offer, amount: 9999 EUR, discount: 16%, done: [review]}
        do:
          - {move: won, expect: {refused: [discounted.check.sure]}}
          - {set: {discount: 14%}, as: rep, expect: {refused: [permissions.edit.discount]}}
          - {set: {discount: 15%}, as: manager}
          - {move: won}
        expect: {stage: won}
      - name: A large discount on a large deal is not
        given: {stage: offer, amount: 10000 EUR, discount: 16%, done: [review]}
        do: [{move: won}]
        expect: {stage: won}
      - name: The amount is fixed while the offer is out
        given: {stage: offer, amount: 5000 EUR}
        do: [{set: {amount: 4000 EUR}}]
        expect: {refused: [offer.locks.amount]}
      - name: A signature wins a smaller deal
        given: {stage: offer, amount: 99999 EUR, done: [review]}
        do: [{signal: contract_signed}]
        expect: {stage: won}
      - name: A large deal is won by hand
        given: {stage: offer, amount: 100000 EUR, done: [review]}
        do: [{signal: contract_signed}]
        expect: {stage: offer}
      - name: Too small to go on with
        given: {stage: offer, budget: 100 EUR}
        do:
          - {comment: Still there, expect: {stage: offer}}
          - {set: {budget: 99 EUR}}
        expect: {stage: lost, reason: other}
      - name: Paused and woken
        given: {stage: open}
        do: [{move: paused}, {move: wake}]
        expect: {stage: open}
      - name: Back to where it was
        given: {stage: offer, came_from: open}
        do: [{move: back}]
        expect: {stage: open}
      - name: Lost for a reason
        given: {stage: open}
        do: [{move: lost, expect: {refused: [lost.reason]}}, {move: lost, reason: price}]
        expect: {outcome: lost, reason: lost/price}
      - name: Only managers override
        given: {stage: open}
        do:
          - {override: offer, because: It is urgent, as: rep, expect: {refused: [permissions.override]}}
          - {override: offer, because: It is urgent, as: manager}
        expect: {stage: offer}
    """
