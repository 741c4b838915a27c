/** What a model that was trained on entailment is asked for each choice; `{}` is the choice's title. */
export const hypothesis = '这句话的意思是{}。';
