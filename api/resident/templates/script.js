for(const b of document.querySelectorAll("[data-copy],[data-print]")){b.hidden=false;b.onclick=()=>{if(b.dataset.copy){navigator.clipboard.writeText(b.dataset.copy).then(()=>{b.textContent=b.dataset.done})}else print()}}
document.addEventListener("submit",e=>{const f=e.target;if(f.dataset.sent){e.preventDefault()}else{f.dataset.sent=1;setTimeout(()=>{delete f.dataset.sent},8000)}});
// Leaving: the page is emptied before the network is asked for anything, and its place in the history is taken.
const out=document.getElementById("leave");
function leave(e){e.preventDefault();document.title="";document.body.replaceChildren();location.replace(out.href)}
out.onclick=leave;
let escapes=0,first=0;
addEventListener("keydown",e=>{if(e.key!=="Escape"){escapes=0;return}if(!escapes||e.timeStamp-first>3000){escapes=0;first=e.timeStamp}if(++escapes===3)leave(e)});
